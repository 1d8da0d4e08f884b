import type { LanguageModel } from 'ai'

/** A model of a provider of AI SDK 7, whose specification is the fourth. */
export interface LanguageModel4 {
  readonly specificationVersion: 'v4'
  readonly provider: string
  readonly modelId: string
}

/**
 * A model as the AI SDK here takes it, of version 6, which is the last one for Node 20. The fourth specification differs
 * from the third in files and in results of tools; a conversation of text has neither.
 */
export function asLanguageModel(
  model: Exclude<LanguageModel, string> | LanguageModel4,
): Exclude<LanguageModel, string> {
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
      return typeof member === 'function' ? (member.bind(target) as unknown) : member // private fields are the target's
    },
  }) as unknown as Exclude<LanguageModel, string>
}
