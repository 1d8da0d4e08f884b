/** Whether an answer has a body of that content type, or one that does not say. */
export const hasType = (response: Response, type: string): boolean =>
  response.body !== null && RegExp(type, 'i').test(response.headers.get('content-type') ?? type)
