DROP TABLE provider_returns;
DROP TABLE provider_accounts;
