# Code generated from core/endpoint/partition.go by make generate. DO NOT EDIT.
"""What the host names of AWS end with where that is not amazonaws.com, by the region's prefix."""

DOMAINS = {
    "cn-": "amazonaws.com.cn",
    "eusc-": "amazonaws.eu",
    "us-isof-": "csp.hci.ic.gov",
    "us-iso-": "c2s.ic.gov",
    "us-isob-": "sc2s.sgov.gov",
    "eu-isoe-": "cloud.adc-e.uk",
}
