import { createUIMessageStream, createUIMessageStreamResponse, type UIMessage } from 'ai'
import { source, words } from '../Variant.ts'

/** A route that an app writes with the AI SDK itself; only the model is missing. */
export function serveAiSdk({ delayMs }: { delayMs: number }) {
  async function fetch(request: Request): Promise<Response> {
    if (request.method !== 'POST') return new Response(null, { status: 404 })
    const { messages } = (await request.json()) as { messages: UIMessage[] }
    const text = messages
      .at(-1)!
      .parts.map(part => (part.type === 'text' ? part.text : ''))
      .join('')
    const stream = createUIMessageStream({
      async execute({ writer }) {
        writer.write({ type: 'start' })
        writer.write({ type: 'text-start', id: 't' })
        for (const delta of words(text)) {
          if (delayMs) await new Promise(resolve => setTimeout(resolve, delayMs))
          writer.write({ type: 'text-delta', id: 't', delta })
          if (text.includes('fail')) throw new Error('away')
        }
        writer.write({ type: 'text-end', id: 't' })
        if (text.includes('cite')) writer.write(source)
        writer.write({ type: 'finish' })
      },
    })
    return createUIMessageStreamResponse({ stream })
  }
  return { fetch }
}
