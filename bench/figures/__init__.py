# SPDX-License-Identifier: Apache-2.0
"""What is measured, how it is run, and what becomes of the numbers. docs/performance.md says what they mean."""
