export const chromiumArgs: string[]
export function launchOptions(): { executablePath?: string; args: string[] }
export function browserOptions(): { channel: string; executablePath?: string; args: string[] }
export function installChromium(): Promise<void>
