/** Waits until what appears has appeared: colours in the middle of a fade have no contrast. */
export const settled = async (): Promise<void> => {
  await new Promise(resolve => setTimeout(resolve, 700))
}
