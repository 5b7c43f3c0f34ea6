"""From what people type to comparable syllables: folding, telex and VNI leftovers, abbreviations, dialect."""
