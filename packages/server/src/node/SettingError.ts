/** A bad setting, told in one line: which, what is wrong with it, and the fix. */
export class SettingError extends Error {
  override readonly name = 'SettingError'
}
