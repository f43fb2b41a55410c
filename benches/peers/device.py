"""The signature of a device request, as a small script does it: CHALLENGE PATH PASSWORD."""
import argparse
import hashlib
import hmac

parser = argparse.ArgumentParser()
for name in ("challenge", "path", "password"):
    parser.add_argument(name)
arguments = parser.parse_args()
message = arguments.challenge + arguments.path
print(hmac.new(arguments.password.encode(), message.encode(), hashlib.sha256).hexdigest())
