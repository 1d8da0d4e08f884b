import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { parse } from 'yaml'
import { dialects } from '../dialects/dialects.ts'

interface Operation {
  operationId: string
  responses: Record<string, { $ref?: string; content?: Record<string, unknown> }>
}

interface Contract {
  paths: Record<string, Record<string, Operation>>
  components: {
    responses: Record<string, Operation['responses'][string]>
    schemas: { ErrorCode: { enum: string[] } }
  }
}

const source = new URL('../../../protocol/openapi.yaml', import.meta.url)
export const contract = parse(readFileSync(source, 'utf8')) as Contract

const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema(contract, 'contract')

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const
const escape = (key: string): string => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))

/** Every operation of the contract, fixed paths before parameters. */
export const operations = Object.entries(contract.paths)
  .flatMap(([path, item]) =>
    methods.filter(method => item[method]).map(method => ({ path, method: method.toUpperCase(), ...item[method]! })),
  )
  .sort((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')))

const findOperation = (method: string, pathname: string) =>
  operations.find(
    operation =>
      operation.method === method && new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  )

const check = (pointer: string, value: unknown, where: string): void => {
  const validate = ajv.getSchema(`contract#${pointer}`)
  if (!validate) throw new Error(`${where}: the contract has no ${pointer}`)
  if (!validate(value)) throw new Error(`${where}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`)
}

export const checkReplyEvent = (event: unknown): void =>
  check('/components/schemas/ReplyEvent', event, `event ${JSON.stringify(event)}`)

const dialectRows = Object.values(dialects).flatMap(dialect => dialect.routes)
/** With any method: what its path cannot be asked is told there as its other errors are. */
const isOfDialect = (pathname: string) =>
  dialectRows.some(row => new RegExp(`^${row.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname))

/** Throws when an answer is not as the contract has it. The bodies of streams are not read. */
export async function checkContract(method: string, url: string, response: Response): Promise<void> {
  const { pathname } = new URL(url)
  const where = `${method} ${pathname} ${response.status}`
  checkHeaders(where, response)
  if (method === 'OPTIONS' || method === 'HEAD') return
  const type = response.headers.get('content-type')?.split(';')[0]
  const operation = findOperation(method, pathname)
  if (!operation) {
    if (isOfDialect(pathname)) return // its conformance tests say what its clients take
    if (response.status !== 404) throw new Error(`${where}: not in the contract`)
    return check('/components/schemas/Problem', await response.clone().json(), where)
  }
  const key = operation.responses[response.status] ? String(response.status) : 'default'
  let answer = operation.responses[key]
  if (!answer) throw new Error(`${where}: the contract has no such answer`)
  let pointer = `/paths/${escape(operation.path)}/${method.toLowerCase()}/responses/${key}`
  if (answer.$ref) {
    const name = answer.$ref.split('/').at(-1)!
    pointer = `/components/responses/${name}`
    answer = contract.components.responses[name]!
  }
  const contents = Object.keys(answer.content ?? {})
  if (contents.length === 0 && type === undefined) return
  if (!type || !contents.includes(type)) throw new Error(`${where}: ${type} is not one of ${contents.join()}`)
  if (type === 'text/event-stream') return
  const body: unknown = await response.clone().json()
  check(`${pointer}/content/${escape(type)}/schema`, body, where)
  if (type === 'application/problem+json' && (body as { status: number }).status !== response.status)
    throw new Error(`${where}: the problem says ${(body as { status: number }).status}`)
}

function checkHeaders(where: string, { headers, status }: Response): void {
  const expected: Record<string, RegExp> = {
    'access-control-allow-origin': /^\*$/,
    'access-control-expose-headers': /^retry-after, x-request-id, x-vercel-ai-ui-message-stream, x-session-token$/,
    'cross-origin-resource-policy': /^cross-origin$/,
    'x-content-type-options': /^nosniff$/,
    'x-request-id': /^req_[\w-]{22}$/,
    'cache-control': /^(no-store|no-cache, no-transform)$/,
  }
  for (const [name, pattern] of Object.entries(expected))
    if (!pattern.test(headers.get(name) ?? '')) throw new Error(`${where}: ${name} is ${headers.get(name)}`)
  if (headers.has('access-control-allow-credentials')) throw new Error(`${where}: allows credentials`)
  if (status === 503 && !headers.has('retry-after')) throw new Error(`${where}: no Retry-After`)
}
