"""Checks a webhook as a receiver in Python does, with the library `standardwebhooks` from PyPI.

Reads {"secret": "whsec_…", "headers": {…}, "body": "…"} from standard input; ends with 0 if the signature is good and 1 if it
is not. Any other end is a failure of this script.
"""

import json
import sys


def main() -> int:
    # Here, so that a library that is missing is told from a signature that is wrong.
    from standardwebhooks import Webhook, WebhookVerificationError

    question = json.load(sys.stdin)
    webhook = Webhook(question["secret"])
    try:
        webhook.verify(question["body"], question["headers"])
    except WebhookVerificationError as error:
        print(f"not verified: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    try:
        verdict = main()
    except Exception as error:  # An uncaught one would end with 1, which means something else here.
        print(f"cannot check: {error!r}", file=sys.stderr)
        verdict = 2
    sys.exit(verdict)
