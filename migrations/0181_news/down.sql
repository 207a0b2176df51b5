DROP TABLE news_tellings;
DROP TABLE news_subscriptions;
DROP TABLE news_posts;
