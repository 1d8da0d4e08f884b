import { expect, fireEvent, userEvent, waitFor, within } from 'storybook/test'

/** Answers take their time; two shared cores too. */
export const patience = { timeout: 25_000 }

/** What the visitor sees of the `index`-th chat in a page, by its accessible names. */
export async function chatIn(page: HTMLElement, index = 0) {
  const surface = await waitFor(() => {
    const root = page.querySelectorAll('[data-parley]')[index]?.shadowRoot?.querySelector<HTMLElement>('.surface')
    if (!root) throw new Error('There is no chat on the page yet.')
    return root
  }, patience)
  const inside = within(surface)
  const log = () => inside.findByRole('log', { name: 'Conversation' }, patience)
  const textbox = () => inside.findByRole('textbox', { name: 'Message' }, patience)

  // user-event cannot type into a shadow root.
  async function type(text: string) {
    const box = await textbox()
    box.focus()
    await fireEvent.change(box, { target: { value: text } })
    return box
  }

  return {
    surface,
    log,
    textbox,
    /** Presses what has this name. */
    async press(name: string | RegExp) {
      await userEvent.click(await inside.findByRole('button', { name }, patience))
    },
    has: (name: string) => inside.queryAllByRole('button', { name }).length > 0,
    link: (name: RegExp) => inside.findByRole('link', { name }, patience),
    type,
    async ask(text: string) {
      const box = await type(text)
      await fireEvent.keyDown(box, { key: 'Enter' })
    },
    hasFocus: async () => (surface.getRootNode() as ShadowRoot).activeElement === (await textbox()),
    /** Waits until the visitor can read this. */
    shows: (text: string | RegExp) =>
      waitFor(async () => expect(readable(surface)).toMatch(text instanceof RegExp ? text : literal(text)), patience),
    /** Waits until the visitor cannot read this any more. */
    hides: (text: string) => waitFor(async () => expect(readable(surface)).not.toMatch(literal(text)), patience),
    /** Waits for so many whole answers, and gives the last one. */
    async answers(count: number, status = 'complete'): Promise<HTMLElement> {
      const found = await waitFor(async () => {
        const answers = [...surface.querySelectorAll<HTMLElement>(`[data-role=assistant][data-status=${status}]`)]
        await expect(answers).toHaveLength(count)
        return answers
      }, patience)
      return found.at(-1)!
    },
    async asked(): Promise<string[]> {
      return [...surface.querySelectorAll('[data-role=user] .bubble')].map(({ textContent }) => textContent)
    },
  }
}

/** The text, without what is there but hidden. */
const readable = (surface: HTMLElement): string => surface.innerText.replaceAll(/\s+/g, ' ')

const literal = (text: string): RegExp => new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
