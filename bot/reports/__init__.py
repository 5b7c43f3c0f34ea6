"""Reports as documents: workbooks, papers, and the charts as pictures."""
