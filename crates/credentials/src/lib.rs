//! What people and machines prove themselves with: passwords, one-time codes, passkeys, tokens, and the keys that seal what is kept of them.
