import { pdf } from './pdf.ts'

/*
 * Encryption dictionaries as qpdf 11.3 writes them (`qpdf --static-id --encrypt USER owner BITS`), with its static
 * identifier.
 */

/** The entries of a trailer for the identifier and for the encryption dictionary in object 4. */
export const lockedTrailer =
  '/ID[<31415926535897932384626433832795><31415926535897932384626433832795>]/Encrypt 4 0 R'

const filter = '/Filter/Standard/P -4'
const aes = (method: string): string =>
  `${filter}/CF<</StdCF<</AuthEvent/DocOpen/CFM/${method}/Length 16>>>>/StmF/StdCF/StrF/StdCF`

const dictionary = (common: string, owner: string, user: string): string =>
  `<<${common}/O<${owner}>/U<${user}>>>`

const rc4Owners = [
  '566fa873ee33c797cd3b904fdadf814afa34df9a38f6ed41b984e2c6da2aa6f5',
  '0db5855fc5326569e765906caf64e4429a4c20d6e996fdef963e9b5080f9e083',
] as const
const rc4Users = [
  'e21cc3d13b0faa9934db7d20f11e333e0122456a91bae5134273a6db134c87c4',
  '30eabcb886d436efd161ab7b96a778fd0122456a91bae5134273a6db134c87c4',
] as const

/** For each kind of encryption, two dictionaries: the empty user password opens the first, "secret" the second. */
export const locked: Readonly<Record<string, readonly [string, string]>> = {
  'RC4 with 40 bits': [
    dictionary(
      `${filter}/Length 40/R 2/V 1`,
      'c92422687facee686e373f10b5c7d04738053152f7e2ee30e11c69ec442576ab',
      'b3d9fa366906ef42f354c6deb74c59075eaf334eb7c04356ba0d7f3dd8b51d0a',
    ),
    dictionary(
      `${filter}/Length 40/R 2/V 1`,
      '92fe0f4454ad4c9644693f33c07cb54f587dce1e2682fe9ecea6107a1ef630dd',
      'f53be2f0b8dac4313197df2d160bb5ade3ac05b5b656448e405c1b683d9d270b',
    ),
  ],
  'RC4 with 128 bits': [
    dictionary(`${filter}/Length 128/R 3/V 2`, rc4Owners[0], rc4Users[0]),
    dictionary(`${filter}/Length 128/R 3/V 2`, rc4Owners[1], rc4Users[1]),
  ],
  'AES with 128 bits': [
    dictionary(`${aes('AESV2')}/Length 128/R 4/V 4`, rc4Owners[0], rc4Users[0]),
    dictionary(`${aes('AESV2')}/Length 128/R 4/V 4`, rc4Owners[1], rc4Users[1]),
  ],
  'AES with 128 bits, metadata in the open': [
    dictionary(
      `${aes('AESV2')}/EncryptMetadata false/Length 128/R 4/V 4`,
      rc4Owners[0],
      'b7ae61ae5fe831ccd7979c155d4f926c0122456a91bae5134273a6db134c87c4',
    ),
    dictionary(
      `${aes('AESV2')}/EncryptMetadata false/Length 128/R 4/V 4`,
      rc4Owners[1],
      '0ee51813cacd54c1f9e7a53b5dcade4b0122456a91bae5134273a6db134c87c4',
    ),
  ],
  'AES with 256 bits': [
    dictionary(
      `${aes('AESV3')}/Length 256/R 6/V 5`,
      '57793a7c439e0618877eae142fd064b2ff7d705d1df231214755a6b59bbce57a4eba242c893ddd4e84213dabe2e86c0e',
      '864b66db27ca42f6852966a50d11c14073d09715fc0a80a47898868721315649a4d7237be30493b1652c44da2fd57021',
    ),
    dictionary(
      `${aes('AESV3')}/Length 256/R 6/V 5`,
      '033313cadce14ceb54b8fd6f7f3e8404e9ce138bcdc95f8696e2090a18c0b6b4ec5573ebd0efed2c9bf51ca3a511e41e',
      '5df543b9ddc49c84352804f2ac5ea164b6fccc07ee85a903b320c777ff15c754639cfdf662b72036d41bd9633f228227',
    ),
  ],
  'AES with 256 bits, as Acrobat 9': [
    dictionary(
      `${aes('AESV3')}/Length 256/R 5/V 5`,
      '6dfb715d04f25c9db6f19f1bb25e1c760a75865d3c577872ddda178df4e1c88c4929b23473bc261baf3636a52ca0e853',
      'c656c20e68aaffa3ad027d5a58e71934e23ce34706f4ad1737b763815bed9313dd080558301a1bfa8bfd92e638ae78cd',
    ),
    dictionary(
      `${aes('AESV3')}/Length 256/R 5/V 5`,
      '626dc0c3a16833d5312674fd16c558ad3aa7359cea7d46e21a87d423066e5300155f53660c3e231fef39e34d93b6fb23',
      '54881a9faf6041c61fd97b0fa87df9671a66f244944a718d9126fc53f7776630a8fecb9f92a3065b42d49b32476e2071',
    ),
  ],
}

/** A PDF that needs the password "secret". */
export function lockedPdf(): Buffer {
  const [, dictionary = ''] = locked['AES with 128 bits'] ?? []
  return pdf({ more: [dictionary], trailer: lockedTrailer })
}
