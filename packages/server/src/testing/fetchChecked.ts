import { checkContract } from './checkContract.ts'

/** `fetch`, whose every answer must be as the contract has it. */
export async function fetchChecked(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, init)
  await checkContract(init.method ?? 'GET', url, response)
  return response
}
