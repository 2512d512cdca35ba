"""The teacher's desk: a new course folder, and what is wrong with one."""
