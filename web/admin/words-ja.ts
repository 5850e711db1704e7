import type { AdminWords } from './words-en.ts';

export const adminJa: AdminWords = {
  addressTaken: 'このアドレスはすでに使われています。',
  badAddress: 'このアドレスにはメールを配送できません。',
  badAddressOrPassword:
    'アドレスかパスワードが受け付けられませんでした。パスワードは8文字以上で4種類以上の文字を使い、アドレスとは違うものにしてください。',
  unknownDomain: 'このドメイン宛てのメールはまだ受け取っていません。先にドメインを追加してください。',
  badDomain: 'ドメイン名の形式が正しくありません。',
  domainNotEmpty: 'このドメインのアカウントかエイリアスが残っています。先にそれらを削除してください。',
  newPasswordQuestion: (address) => `${address} の新しいパスワードを作りますか？`,
  newPassword: '新しいパスワードを作る',
  ownRights: '自分自身の権限を外すことはできません。',
  found: (count) => `アカウント${count}件`,
};
