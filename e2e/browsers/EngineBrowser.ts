/** What the scenarios need of a browser, whatever drives it. */
export interface EngineBrowser {
  open(url: string): Promise<void>
  reload(): Promise<void>
  /** Clicks the control with this accessible name. */
  click(name: string): Promise<void>
  /** Writes into whatever has the focus; `\n` is Enter. */
  type(text: string): Promise<void>
  /** Runs a function in the page. */
  evaluate<T>(script: () => T): Promise<T>
  close(): Promise<void>
}
