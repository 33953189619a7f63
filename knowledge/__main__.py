"""`python -m knowledge`, after a document was changed: encodes the new words and writes `encoded.npz` anew."""

import sys

from assistant.encoder import encoder
from knowledge.encoded import FILE, write
from knowledge.library import texts_of

if __name__ == "__main__":
    sys.stdout.write(f"{write(encoder(), texts_of())} texts are encoded in {FILE.name}.\n")
