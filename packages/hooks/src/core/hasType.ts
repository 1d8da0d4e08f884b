/** Whether an answer says that it is of that content type. */
export const hasType = (response: Response, type: string): boolean | undefined =>
  response.headers.get('content-type')?.includes(type)
