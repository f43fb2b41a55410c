"""The key and the endpoint's response, as a small script does it: SALT ITERATIONS CHALLENGE PASSWORD."""
import argparse
import binascii
import hashlib
import hmac
import json

parser = argparse.ArgumentParser()
for name in ("salt", "iterations", "challenge", "password"):
    parser.add_argument(name)
arguments = parser.parse_args()
salt = binascii.unhexlify(arguments.salt)
key = hashlib.pbkdf2_hmac("sha256", arguments.password.encode(), salt, int(arguments.iterations), 32)
response = hmac.new(key, arguments.challenge.encode(), hashlib.sha256).hexdigest()
print(json.dumps({"challenge": arguments.challenge, "response": response}, indent=2))
