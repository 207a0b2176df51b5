-- Until when whoever signed an earlier version need not sign this one; none says until what they signed ends.
ALTER TABLE convention_versions ADD COLUMN earlier_until DATE;
