export default function Page() {
  return <main>The app.</main>
}
