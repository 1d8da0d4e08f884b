import { build } from 'vite'

const bundles = new Map<string, Promise<string>>()

/** One script of an app in this folder, with its dependencies as they are published. */
export function bundleApp(name: string): Promise<string> {
  const made = bundles.get(name) ?? bundle(`${import.meta.dirname}/${name}`)
  bundles.set(name, made)
  return made
}

async function bundle(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    oxc: { jsx: { runtime: 'automatic' } },
    build: {
      write: false,
      lib: { entry, formats: ['es'], fileName: 'app' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })
  const [{ output }] = [result].flat() as { output: { code?: string }[] }[] as [{ output: { code?: string }[] }]
  return output[0]!.code!.replaceAll('</script', String.raw`<\/script`)
}
