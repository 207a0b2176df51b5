DROP INDEX tickets_for_figures;
