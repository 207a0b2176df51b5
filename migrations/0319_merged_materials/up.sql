-- When a material became one with what stands in its place: its address leads there.
ALTER TABLE materials ADD COLUMN merged_at TIMESTAMP;
