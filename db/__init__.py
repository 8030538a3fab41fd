"""The store and everything it guarantees: records, acts, numbers, money, people, keys, journal."""
