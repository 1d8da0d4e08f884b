/** A `UIMessage` of the AI SDK: parts and metadata as the route wrote them, which is more than is shown. */
export interface AiSdkMessage {
  id: string
  role: 'system' | 'user' | 'assistant'
  metadata?: unknown
  parts: AiSdkPart[]
}
/** A part, with the members that its type has. */
export interface AiSdkPart {
  type: string
  [member: string]: unknown
}

/** A chunk of the UI message stream, with the members that some of them have. */
export interface AiSdkChunk {
  type: string
  id?: string
  messageId?: string
  messageMetadata?: object
  providerMetadata?: object
  [member: string]: unknown
}

/**
 * Builds the message that the AI SDK's own reader (`readUIMessageStream`) makes of the same chunks, so that a route can
 * be given it back: with its steps, its metadata, and what providers have signed.
 */
export function createAiSdkMessage(id: string): { message: AiSdkMessage; add(chunk: AiSdkChunk): void } {
  const message: AiSdkMessage = { id, role: 'assistant', parts: [] }
  const { parts } = message
  const writing = new Map<string, AiSdkPart>()
  const approvals = new Map<unknown, unknown>()

  function write(kind: string, verb: string, { id, delta, providerMetadata }: AiSdkChunk): void {
    const key = `${kind}:${id}`
    let part = writing.get(key)
    if (!part || verb === 'start') {
      part = { type: kind, ...(kind === 'reasoning' && { id }), text: '', state: 'streaming' }
      writing.set(key, part)
      parts.push(part)
    }
    if (verb === 'delta') part.text += delta as string
    if (verb === 'end') part.state = 'done'
    if (providerMetadata) part.providerMetadata = providerMetadata
  }

  function setTool(state: string, chunk: AiSdkChunk): void {
    const { type: _, providerMetadata, toolCallId, toolName, dynamic, approvalId, approved, reason, ...members } = chunk
    // The answer to an approval names only that.
    const id = toolCallId ?? approvals.get(approvalId)
    if (!id) return
    let part = parts.findLast(known => known.toolCallId === id)
    if (!part) {
      part = { ...(dynamic ? { type: 'dynamic-tool', toolName } : { type: `tool-${toolName as string}` }), toolCallId }
      parts.push(part)
    }
    Object.assign(part, { preliminary: undefined, ...members, state })
    if (approvalId) {
      approvals.set(approvalId, part.toolCallId)
      part.approval = { id: approvalId, ...(approved !== undefined && { approved, reason }) }
    }
    if (providerMetadata)
      part[state.startsWith('output') ? 'resultProviderMetadata' : 'callProviderMetadata'] = providerMetadata
  }

  return {
    message,
    add(chunk) {
      const { type, messageMetadata } = chunk
      const [, kind, verb] = /^(text|reasoning)-(start|delta|end)$/.exec(type) ?? []
      const state = Object.hasOwn(toolStates, type) && toolStates[type]
      if (messageMetadata) message.metadata = { ...(message.metadata as object | undefined), ...messageMetadata }
      if (kind) write(kind, verb!, chunk)
      else if (state) setTool(state, chunk)
      else if (type === 'start') message.id = chunk.messageId ?? id
      else if (type === 'start-step') parts.push({ type: 'step-start' })
      else if (type === 'reset-step') parts.splice(parts.findLastIndex(part => part.type === 'step-start') + 1)
      else if (isPart(chunk)) {
        const known = parts.findIndex(part => chunk.id !== undefined && part.type === type && part.id === chunk.id)
        parts[known < 0 ? parts.length : known] = chunk
      }
    },
  }
}

const isPart = ({ type, transient }: AiSdkChunk) =>
  /^(source-(url|document)|(reasoning-)?file|custom|steering-message|data-.*)$/.test(type) && !transient

const toolStates: Record<string, string> = {
  'tool-input-start': 'input-streaming',
  'tool-input-available': 'input-available',
  'tool-input-error': 'output-error',
  'tool-approval-request': 'approval-requested',
  'tool-approval-response': 'approval-responded',
  'tool-output-available': 'output-available',
  'tool-output-error': 'output-error',
  'tool-output-denied': 'output-denied',
}
