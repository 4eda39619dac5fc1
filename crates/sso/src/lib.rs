//! Identity from outside: OpenID providers, SAML, LDAP.
