-- One role and one schema per service: a service can touch its own tables only.
-- Every statement ends a paragraph, so that PostgreSQL's single-user mode can read the file too.
-- The passwords here are the demo's; 20-passwords.sh replaces them with NEXTBEST_DATABASE_PASSWORD.

CREATE ROLE segmentation LOGIN PASSWORD 'nextbest';

CREATE ROLE content LOGIN PASSWORD 'nextbest';

CREATE ROLE reward LOGIN PASSWORD 'nextbest';

CREATE ROLE timing LOGIN PASSWORD 'nextbest';

CREATE ROLE engagement LOGIN PASSWORD 'nextbest';

CREATE ROLE orchestrator LOGIN PASSWORD 'nextbest';

CREATE SCHEMA segmentation AUTHORIZATION segmentation;

CREATE SCHEMA content AUTHORIZATION content;

CREATE SCHEMA reward AUTHORIZATION reward;

CREATE SCHEMA timing AUTHORIZATION timing;

CREATE SCHEMA engagement AUTHORIZATION engagement;

CREATE SCHEMA orchestrator AUTHORIZATION orchestrator;

REVOKE ALL ON DATABASE nextbest FROM PUBLIC;

REVOKE ALL ON SCHEMA public FROM PUBLIC;

GRANT CONNECT ON DATABASE nextbest TO segmentation, content, reward, timing, engagement, orchestrator;

