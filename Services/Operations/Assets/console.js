// The live parts of the console. A page is complete without this: it only keeps what is marked current.
//
//   data-live="NAME"          a region that follows what happens: /console/live wakes the page, which then looks at itself again. It is always
//                             in its page, empty when there is nothing to show: where one is missing, another page is at the address by now
//   <time data-age>           an age, counted on here; likewise data-until, how long it is until then
//
// What a person is busy with is left alone: a form that was begun, an open <details> with a form in it, what is selected.

const later = { 'X-Requested-With': 'XMLHttpRequest' };
const retryAfter = 5000;
const skew = Date.now() - Date.parse(document.body.dataset.now);

let stream = null;
let seen = null;
let looking = false;
let again = false;
let retry = 0;
let trouble = 0;

// --- The stream ---

function open() {
  if (stream || document.hidden)
    return;
  clearTimeout(retry);
  stream = new EventSource('/console/live');
  stream.addEventListener('tick', look);
  // The browser connects anew by itself, unless it was turned away: then the page finds out why.
  stream.onerror = () => {
    say(false);
    if (stream?.readyState !== EventSource.CLOSED)
      return;
    close();
    retry = setTimeout(() => { open(); look(); }, retryAfter);
  };
}

function close() {
  clearTimeout(retry);
  stream?.close();
  stream = null;
}

async function look() {
  again = looking;
  if (looking || document.hidden)
    return;
  looking = true;
  try {
    const headers = seen ? { ...later, 'If-None-Match': seen } : later;
    const answer = await fetch(location.href, { headers, cache: 'no-store', signal: AbortSignal.timeout(10000) });
    if (answer.status === 401 || answer.redirected)
      location.assign(`/console/signin?next=${encodeURIComponent(location.pathname + location.search)}`);
    else if (isPage(answer))
      seen = show(new DOMParser().parseFromString(await answer.text(), 'text/html')) ? answer.headers.get('ETag') : null;
    say(isPage(answer) || answer.status === 304);
  } catch {
    say(false);
  } finally {
    looking = false;
  }
  if (again)
    look();
}

// That there is nothing at the address is a page as well, and may turn into one that has something.
const isPage = answer => answer.status === 200 || answer.status === 404;

// Not at the first failure: a connection that is back at once is no news.
function say(isLive) {
  const notice = document.getElementById('live-state');
  clearTimeout(trouble);
  trouble = 0;
  if (isLive)
    notice.textContent = '';
  else
    trouble = setTimeout(() => { notice.textContent = 'Live updates are interrupted. Reconnecting.'; }, 2000);
}

// --- What changed ---

// False when something was left as it is, so that it is looked at again.
function show(page) {
  const regions = [...document.querySelectorAll('[data-live]')]
    .map(region => [region, page.querySelector(`[data-live="${CSS.escape(region.dataset.live)}"]`)]);
  if (regions.some(([, now]) => !now))
    return loadAnew();
  const complete = regions.map(([region, now]) => alter(region, now)).every(Boolean);
  countAges();
  return complete;
}

// Not reload(): what was posted would be posted again.
function loadAnew() {
  if (!holdsBusy(document.body)) {
    close();
    again = false;
    location.replace(location.pathname + location.search);
  }
  return false;
}

function alter(was, is) {
  if (was.isEqualNode(is))
    return true;
  if (isBusy(was))
    return false;
  if (was.nodeType === Node.TEXT_NODE) {
    if (isSelected(was))
      return false;
    was.data = is.data;
    return true;
  }
  for (const { name } of [...was.attributes]) {
    if (!is.hasAttribute(name) && !(name === 'open' && was.matches('details')))
      was.removeAttribute(name);
  }
  for (const { name, value } of is.attributes) {
    if (was.getAttribute(name) !== value)
      was.setAttribute(name, value);
  }
  return alterChildren(was, is);
}

// By id or data-key where there is one, else by place. What is nothing but space between two elements does not count.
function alterChildren(was, is) {
  let complete = true;
  const kept = new Map([...was.children].filter(key).map(child => [key(child), child]));
  const wanted = new Set([...is.children].map(key).filter(Boolean));
  let at = solid(was.firstChild);
  for (let child = solid(is.firstChild); child; child = solid(child.nextSibling)) {
    while (at && key(at) && !wanted.has(key(at)) && !holdsBusy(at))
      at = remove(at);
    const same = key(child) ? kept.get(key(child)) : at && !key(at) && at.nodeName === child.nodeName ? at : null;
    if (!same) {
      add(was, child, at);
      continue;
    }
    if (same === at)
      at = solid(at.nextSibling);
    else
      move(was, same, at);
    complete = alter(same, child) && complete;
  }
  while (at) {
    if (holdsBusy(at)) {
      complete = false;
      at = solid(at.nextSibling);
    } else {
      at = remove(at);
    }
  }
  return complete;
}

const key = node => node.nodeType === Node.ELEMENT_NODE ? node.id || node.dataset.key || '' : '';

const isSpace = node => node?.nodeType === Node.TEXT_NODE && node.data.trim() === '';

function solid(node) {
  while (node && (isSpace(node) || node.nodeType === Node.COMMENT_NODE))
    node = node.nextSibling;
  return node;
}

function add(parent, child, before) {
  const added = document.importNode(child, true);
  if (added.nodeType === Node.ELEMENT_NODE)
    added.classList.add('fresh');
  parent.insertBefore(added, before);
  if (isSpace(child.nextSibling))
    parent.insertBefore(new Text(' '), before);
}

function remove(node) {
  if (isSpace(node.nextSibling))
    node.nextSibling.remove();
  const next = solid(node.nextSibling);
  node.remove();
  return next;
}

// An element that is moved the old way loses the focus.
function move(parent, node, before) {
  const focused = document.activeElement;
  parent.insertBefore(node, before);
  if (focused !== document.activeElement && node.contains(focused))
    focused.focus({ preventScroll: true });
}

const isChanged = field => field.type === 'checkbox' || field.type === 'radio' ? field.checked !== field.defaultChecked
  : field instanceof HTMLSelectElement ? [...field.options].some(option => option.selected !== option.defaultSelected)
  : 'defaultValue' in field && field.type !== 'hidden' && field.value !== field.defaultValue;

const isBusy = node => node.nodeType === Node.ELEMENT_NODE
  && ((node.matches('form') && (node.ariaBusy || node.contains(document.activeElement) || [...node.elements].some(isChanged)))
    || (node.matches('details[open]') && node.querySelector('form') !== null));

const holdsBusy = node => isBusy(node)
  || (node.nodeType === Node.ELEMENT_NODE && [...node.querySelectorAll('form, details[open]')].some(isBusy));

function isSelected(node) {
  const selection = getSelection();
  return !selection.isCollapsed && selection.containsNode(node, true);
}

// --- Ages ---

function countAges() {
  for (const time of document.querySelectorAll('time[data-age], time[data-until]')) {
    const seconds = (Date.now() - skew - Date.parse(time.dateTime)) / 1000;
    const text = 'age' in time.dataset ? inWords(seconds) : seconds < 0 ? `in ${inWords(-seconds)}` : 'now';
    if (time.textContent !== text && !isSelected(time))
      time.textContent = text;
  }
}

// As Wording.Age of the server has it.
function inWords(seconds) {
  const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60);
  return seconds < 120 ? `${Math.max(0, Math.floor(seconds))} s`
    : minutes < 120 ? `${minutes} min`
    : hours < 48 ? `${hours} h ${minutes % 60} min`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

// --- What is sent ---

function setSending(form, isSending) {
  form.ariaBusy = isSending ? 'true' : null;
  for (const button of [...form.elements].filter(field => field.type === 'submit'))
    button.disabled = isSending;
}

// --- From now on ---

document.addEventListener('animationend', event => event.target.classList.remove('fresh'));
// Once it is on its way: the name and value of a button that is disabled are not sent. Who comes back to the page can send again.
addEventListener('submit', ({ target }) => setTimeout(() => setSending(target, true)));
addEventListener('pageshow', () => [...document.forms].forEach(form => setSending(form, false)));
if (document.querySelector('time[data-age], time[data-until], [data-live]'))
  setInterval(() => document.hidden || countAges(), 1000);
if (document.querySelector('[data-live]')) {
  document.addEventListener('visibilitychange', () => document.hidden ? close() : open());
  addEventListener('pagehide', close);
  addEventListener('pageshow', open);
  open();
}
