# Gives the services' roles the password of NEXTBEST_DATABASE_PASSWORD. Sourced by the image at the first start.
if [ -n "${NEXTBEST_DATABASE_PASSWORD:-}" ]; then
    for role in segmentation content reward timing engagement orchestrator; do
        psql -v ON_ERROR_STOP=1 -v password="$NEXTBEST_DATABASE_PASSWORD" -U "${POSTGRES_USER:-postgres}" -d nextbest <<SQL
ALTER ROLE $role PASSWORD :'password';
SQL
    done
fi
