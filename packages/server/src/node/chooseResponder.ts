import { existsSync } from 'node:fs'
import type { DocsDocument } from '../responders/docs/DocsDocument.ts'
import { docsResponder } from '../responders/docs/docsResponder.ts'
import { echoResponder } from '../responders/echoResponder.ts'
import type { Responder } from '../responders/Responder.ts'
import { loadDocuments } from './loadDocuments.ts'
import { SettingError } from './SettingError.ts'
import type { RawSettings, Settings } from './settings.ts'

type OnNotice = (line: string) => void

/** The responder that `PARLEY_RESPONDER` names, with its documents. */
export async function chooseResponder(settings: Settings, raw: RawSettings, onNotice: OnNotice): Promise<Responder> {
  if (settings.responder === 'echo') return echoResponder({ delayMs: settings.echoDelayMs })
  const documents = await readDocuments(settings, raw, onNotice)
  if (!settings.model) return docsResponder({ documents })
  // Loaded only where it is used: the SDK takes a good part of a second.
  const [{ modelResponder }, { openAiModel }] = await Promise.all([
    import('../responders/model/modelResponder.ts'),
    import('./openAiModel.ts'),
  ])
  return modelResponder({ model: openAiModel(settings.model), documents })
}

async function readDocuments(
  { docs, docsUrl, model }: Settings,
  raw: RawSettings,
  onNotice: OnNotice,
): Promise<DocsDocument[]> {
  if (existsSync(docs))
    return loadDocuments(docs, docsUrl === undefined ? {} : { baseUrl: docsUrl }).catch((error: Error) => {
      throw new SettingError(
        `PARLEY_DOCS "${docs}" cannot be read (${error.message}); name a folder of Markdown files and give the right to read it`,
      )
    })
  if (raw.PARLEY_DOCS) throw new SettingError(`PARLEY_DOCS "${docs}" is not there; name a folder of Markdown files`)
  if (!model)
    onNotice(
      'There is no folder "docs" to answer from. Set PARLEY_DOCS to a folder of Markdown, or PARLEY_RESPONDER=echo.',
    )
  return []
}
