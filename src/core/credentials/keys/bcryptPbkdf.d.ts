declare module "bcrypt-pbkdf" {
  /** Derives a key into `key`, as OpenBSD's bcrypt_pbkdf(3) does. Returns 0 unless an argument is out of range. */
  function pbkdf(
    passphrase: Uint8Array,
    passphraseLength: number,
    salt: Uint8Array,
    saltLength: number,
    key: Uint8Array,
    keyLength: number,
    rounds: number,
  ): number;
  const bcryptPbkdf: { readonly pbkdf: typeof pbkdf };
  export default bcryptPbkdf;
}
