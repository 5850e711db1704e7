import type { Command } from '../command.ts';
import { append } from './append.ts';
import { authenticate } from './authenticate.ts';
import { cancelupdate } from './cancelupdate.ts';
import { capability } from './capability.ts';
import { check } from './check.ts';
import { close } from './close.ts';
import { compress } from './compress.ts';
import { copy, move, uidCopy, uidMove } from './copy.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import { enable } from './enable.ts';
import { esearch } from './esearch.ts';
import { expunge, uidExpunge } from './expunge.ts';
import { fetch, uidFetch } from './fetch.ts';
import { getacl } from './getacl.ts';
import { getJmapAccess } from './getjmapaccess.ts';
import { getmetadata } from './getmetadata.ts';
import { getquota, getquotaroot } from './getquota.ts';
import { id } from './id.ts';
import { idle } from './idle.ts';
import { list } from './list.ts';
import { listrights } from './listrights.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import { lsub } from './lsub.ts';
import { myrights } from './myrights.ts';
import { namespace } from './namespace.ts';
import { noop } from './noop.ts';
import { notify } from './notify.ts';
import { rename } from './rename.ts';
import { replace, uidReplace } from './replace.ts';
import { search, uidSearch } from './search.ts';
import { examine, select } from './select.ts';
import { sort, uidSort } from './sort.ts';
import { deleteacl, setacl } from './setacl.ts';
import { setmetadata } from './setmetadata.ts';
import { setquota } from './setquota.ts';
import { starttls } from './starttls.ts';
import { status } from './status.ts';
import { store, uidStore } from './store.ts';
import { subscribe, unsubscribe } from './subscribe.ts';
import { thread, uidThread } from './thread.ts';
import { unselect } from './unselect.ts';

/** Every command there is. */
export const COMMANDS: readonly Command[] = [
  append,
  authenticate,
  cancelupdate,
  capability,
  check,
  close,
  compress,
  copy,
  create,
  deleteacl,
  enable,
  esearch,
  examine,
  expunge,
  fetch,
  getacl,
  getJmapAccess,
  getmetadata,
  getquota,
  getquotaroot,
  id,
  idle,
  list,
  listrights,
  login,
  logout,
  lsub,
  move,
  myrights,
  namespace,
  noop,
  notify,
  remove,
  rename,
  replace,
  search,
  select,
  setacl,
  setmetadata,
  setquota,
  sort,
  starttls,
  status,
  store,
  subscribe,
  thread,
  uidCopy,
  uidExpunge,
  uidFetch,
  uidMove,
  uidReplace,
  uidSearch,
  uidSort,
  uidStore,
  uidThread,
  unselect,
  unsubscribe,
];

const BY_NAME: ReadonlyMap<string, Command> = new Map(COMMANDS.map((command) => [command.name, command]));

/** By its name in upper case. */
export function findCommand(name: string): Command | undefined {
  return BY_NAME.get(name);
}
