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
};
