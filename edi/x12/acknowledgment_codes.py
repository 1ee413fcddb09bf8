"""What the codes of a 997 mean, for people (X12 elements 720, 723, 718 and 716; x12 reference 4.8)."""

from __future__ import annotations

STATUSES = {
    "A": "accepted",
    "E": "accepted, with errors noted",
    "P": "partly accepted",
    "R": "rejected",
}
SEGMENT_ERRORS = {
    "1": "unknown segment",
    "2": "unexpected segment",
    "3": "mandatory segment missing",
    "4": "loop occurs too often",
    "5": "segment occurs too often",
    "6": "segment not in this transaction set",
    "7": "segment out of sequence",
    "8": "segment has element errors",
}
ELEMENT_ERRORS = {
    "1": "mandatory element missing",
    "2": "conditional element missing",
    "3": "too many elements",
    "4": "too short",
    "5": "too long",
    "6": "character not allowed",
    "7": "code not allowed",
    "8": "not a date",
    "9": "not a time",
    "10": "exclusion rule broken",
    "12": "too many repetitions",
    "13": "too many components",
}
SET_ERRORS = {
    "1": "transaction set not supported",
    "2": "trailer missing",
    "3": "control numbers differ",
    "4": "count differs",
    "5": "segments in error",
    "6": "identifier code missing or wrong",
    "7": "control number missing or wrong",
    "23": "control number not unique",
}
GROUP_ERRORS = {
    "1": "group not supported",
    "2": "version not supported",
    "3": "trailer missing",
    "4": "control numbers differ",
    "5": "count differs",
    "6": "control number wrong",
}
