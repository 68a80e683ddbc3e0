#!/bin/bash
# Walks through the whole API with curl, and says at each step what it asks and what is answered. Needs a running system, which it
# changes only by orders of its own and by ten mugs more.
#
#   dotnet run --project Services/AllInOne                                    in one terminal
#   docs/walkthrough.sh                                                       in another
#
# API=http://127.0.0.1:8080 says where; CUSTOMER_TOKEN (of c-1) and OPERATOR_TOKEN who calls. Without them, development tokens are issued.
set -euo pipefail
cd "$(dirname "$0")/.."
API=${API:-http://localhost:8080}
CUSTOMER_TOKEN=${CUSTOMER_TOKEN:-$(dotnet run --project Services/AllInOne -- token --customer c-1)}
OPERATOR_TOKEN=${OPERATOR_TOKEN:-$(dotnet run --project Services/AllInOne -- token --operator)}
answer=$(mktemp -d -t walkthrough-XXXXXX)
trap 'rm -rf "$answer"' EXIT

# call STATUS TOKEN METHOD PATH [curl's own options]: shows the request and its answer, and stops everything when the status is another.
call() {
  local expected=$1 token=$2 method=$3 path=$4
  shift 4
  echo "$method $path"
  : >"$answer/body" # An answer without a body, as 304 is, leaves the file as it was.
  local status
  status=$(curl --silent --show-error --max-time 60 --request "$method" "$API$path" --header "Authorization: Bearer $token" \
    --dump-header "$answer/headers" --output "$answer/body" --write-out '%{http_code}' "$@")
  echo "  $status  $(head -c 300 "$answer/body" 2>/dev/null | tr -d '\n')"
  if [[ $status != "$expected" ]]; then
    echo "This must be answered with $expected." >&2
    exit 1
  fi
}

# header NAME: a header of the last answer.
header() { sed -n "s/^$1: *\([^\r]*\).*/\1/Ip" "$answer/headers"; }

# post STATUS TOKEN PATH KEY BODY [curl's own options]
post() {
  local expected=$1 token=$2 path=$3 key=$4 body=$5
  shift 5
  call "$expected" "$token" POST "$path" --header "Idempotency-Key: $key" --header 'Content-Type: application/json' --data "$body" "$@"
}

key() { cat /proc/sys/kernel/random/uuid; }

order() {
  echo '{"customerId":"c-1","email":"ada@example.com","lines":[{"sku":"MUG-STONE-BLUE","quantity":1}],"payment":{"token":"'"$1"'"},
    "shipTo":{"name":"Ada","street":"Main Street 1","city":"Berlin","postalCode":"10115","country":"DE"}}'
}

echo "== What can be ordered"
call 200 "$CUSTOMER_TOKEN" GET /products

echo "== An order, sent twice with one key: the same order"
first=$(key)
post 202 "$CUSTOMER_TOKEN" /orders "$first" "$(order tok_accepted)"
location=$(header location)
post 202 "$CUSTOMER_TOKEN" /orders "$first" "$(order tok_accepted)"
[[ $(header location) == "$location" ]]
echo "== The same key with another order is refused"
post 422 "$CUSTOMER_TOKEN" /orders "$first" "$(order tok_review)"
echo "== An order without a key is refused"
call 400 "$CUSTOMER_TOKEN" POST /orders --header 'Content-Type: application/json' --data "$(order tok_accepted)"

echo "== How it goes, as it happens, until it has ended"
curl --silent --show-error --no-buffer --max-time 60 --header "Authorization: Bearer $CUSTOMER_TOKEN" "$API$location/events" | grep '^data: {'
call 200 "$CUSTOMER_TOKEN" GET "$location"
tag=$(header etag)
echo "== Asked again with what is known already"
call 304 "$CUSTOMER_TOKEN" GET "$location" --header "If-None-Match: $tag"
echo "== It is too late to cancel"
post 409 "$CUSTOMER_TOKEN" "$location/cancellation" "$(key)" '{"reason":"found it cheaper elsewhere"}'

echo "== An order that is waited for"
post 200 "$CUSTOMER_TOKEN" /orders "$(key)" "$(order tok_declined)" --header 'Prefer: wait=30'

echo "== An order that an operator has to review"
post 202 "$CUSTOMER_TOKEN" /orders "$(key)" "$(order tok_review)"
location=$(header location)
until grep -q '"state":"AwaitingReview"' "$answer/body"; do
  call 200 "$CUSTOMER_TOKEN" GET "$location" --header "If-None-Match: $(header etag)" --header 'Prefer: wait=20'
done
echo "== The customer may not"
post 403 "$CUSTOMER_TOKEN" "$location/review" "$(key)" '{"approve":true}'
echo "== The operator may"
post 202 "$OPERATOR_TOKEN" "$location/review" "$(key)" '{"approve":true,"reason":"a customer of many years"}'

echo "== An order that is cancelled while it waits for the review"
post 202 "$CUSTOMER_TOKEN" /orders "$(key)" "$(order tok_review)"
location=$(header location)
post 202 "$CUSTOMER_TOKEN" "$location/cancellation" "$(key)" '{"reason":"found it cheaper elsewhere"}'
until grep -q '"state":"Cancelled"' "$answer/body"; do
  call 200 "$CUSTOMER_TOKEN" GET "$location" --header "If-None-Match: $(header etag)" --header 'Prefer: wait=20'
done

echo "== The last two orders of the customer, and those that wait for a review"
call 200 "$CUSTOMER_TOKEN" GET '/orders?limit=2'
call 200 "$OPERATOR_TOKEN" GET '/orders?state=AwaitingReview'

echo "== Ten mugs have come in"
post 200 "$OPERATOR_TOKEN" /products/MUG-STONE-BLUE/restock "$(key)" '{"quantity":10}'

echo "== A request without a token is refused"
call 401 "" GET /orders
echo "Every answer was as expected."
