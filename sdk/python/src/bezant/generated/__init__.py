"""Types and resources. Made from the node's OpenAPI document by `./x sdk`; changes by hand are lost."""
