import type { PortalWords } from './words-en.ts';

export const portalJa: PortalWords = {
  strength: {
    tooShort: '短すぎます。8文字以上にしてください。',
    tooSimple: '単純すぎます。使う文字の種類を増やしてください。',
    isAddress: 'メールアドレスと同じものは使えません。',
    fair: '使えます。長くすると、さらに推測されにくくなります。',
    strong: '推測されにくいパスワードです。',
  },
  place: {
    server: 'メールサーバー自身',
    local: 'ローカルネットワーク',
    internet: 'インターネット',
  },
  unknownBrowser: '不明なブラウザー',
  access: {
    options: 'オプション',
    kind: '種類',
    kinds: { app: 'アプリパスワード', token: 'ベアラートークン（OAuth 2）' },
    scopes: '使える用途',
    scopeNames: {
      imap: 'IMAP',
      pop3: 'POP3',
      smtp: '送信（SMTP）',
      managesieve: 'フィルター（ManageSieve）',
      jmap: 'JMAP',
    },
    lifetime: '有効期限',
    lifetimes: { never: 'なし', month: '30日後', quarter: '90日後', year: '1年後' },
    legacy: '旧方式：CRAM-MD5、DIGEST-MD5、APOP',
    legacyText:
      'ほかの方式が使えない古い機器だけに。サーバーはハッシュではなく、暗号化したパスワードを保存します。',
    noScope: '用途を一つ以上選んでください。',
    legacyTag: '旧方式',
    tokenTag: 'トークン',
    ends: (date) => `${date}まで有効`,
    ended: '期限切れ',
    usedFrom: (date, address) => `最終使用 ${date}、${address} から`,
    tokenCreatedText: 'プログラムに設定してください。表示されるのは今回だけです。',
    tokenCreated: (label) => `「${label}」のベアラートークン`,
  },
};
