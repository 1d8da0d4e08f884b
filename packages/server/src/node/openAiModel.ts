import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { ModelResponderOptions } from '../responders/model/modelResponder.ts'

/** The model of an endpoint that speaks OpenAI's chat completions. */
export function openAiModel(settings: {
  model: string
  baseUrl: string
  apiKey: string | undefined
}): ModelResponderOptions['model'] {
  const { model, baseUrl, apiKey } = settings
  const provider = createOpenAICompatible({
    name: 'openai',
    baseURL: baseUrl,
    includeUsage: false,
    ...(apiKey !== undefined && { apiKey }),
  })
  return provider(model)
}
