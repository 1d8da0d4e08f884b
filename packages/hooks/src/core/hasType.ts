/** Whether an answer is of that content type, or does not say. */
export const hasType = (response: Response, type: string): boolean =>
  RegExp(type, 'i').test(response.headers.get('content-type') ?? type)
