/** What to tell people when the system does not let a server listen, by the code of its error. */
export function whyNoPort(code: string, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is in use. Set PORT to another one, or to 0 for any that is free.`
    case 'EACCES':
      return `Port ${port} of ${host} is not for the user who runs the server. Set PORT to one above 1023, with a proxy in front.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST is "${host}", which is no address of this machine. Set it to 127.0.0.1, to 0.0.0.0 for all, or to one that it has.`
    default:
      return `The server cannot listen on port ${port} of ${host} (${code}). Set HOST and PORT to others.`
  }
}
