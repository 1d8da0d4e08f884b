import type { LanguageModel } from 'ai'

/** A model of a provider of AI SDK 7, whose specification is the fourth. */
export interface LanguageModel4 {
  readonly specificationVersion: 'v4'
  readonly provider: string
  readonly modelId: string
}

type OurModel = Exclude<LanguageModel, string>
type StreamResult = { stream: ReadableStream<{ type: string }> }

/**
 * A model as the AI SDK here takes it, of version 6, which is the last one for Node 20. The fourth specification differs
 * from the third in files, in results of tools and in parts of its stream; a conversation of text needs none of these.
 */
export function asLanguageModel(model: OurModel | LanguageModel4): OurModel {
  const { specificationVersion } = model
  if (specificationVersion === 'v2' || specificationVersion === 'v3') return model
  if (specificationVersion !== 'v4')
    throw new TypeError(
      `modelResponder() takes a model of an AI SDK provider (specification v2, v3 or v4), not ${String(specificationVersion)}.`,
    )
  return new Proxy(model, {
    get(target, name) {
      if (name === 'specificationVersion') return 'v3'
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      const method = member.bind(target) as (options: unknown) => unknown // private fields are the target's
      return name === 'doStream' ? async (options: unknown) => withKnownParts(await method(options)) : method
    },
  }) as unknown as OurModel
}

/** The AI SDK 6 fails at a part that it does not know, such as `custom` and `ping`; others may be to come. */
function withKnownParts(result: unknown): StreamResult {
  const { stream, ...rest } = result as StreamResult
  const known = new TransformStream<{ type: string }, { type: string }>({
    transform(part, controller) {
      if (knownParts.has(part.type)) controller.enqueue(part)
    },
  })
  return { ...rest, stream: stream.pipeThrough(known) }
}

/** What `modelResponder` reads. */
const knownParts = new Set([
  'stream-start',
  'response-metadata',
  'text-start',
  'text-delta',
  'text-end',
  'reasoning-start',
  'reasoning-delta',
  'reasoning-end',
  'source',
  'finish',
  'error',
])
