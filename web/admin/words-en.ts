/** The words of the administration that the shared catalogue does not have. */
export const adminEn = {
  addressTaken: 'This address is already taken.',
  badAddress: 'Mail cannot be delivered to such an address.',
  badAddressOrPassword:
    'The address or the password was not accepted. A password needs 8 characters, 4 of them different, and is not the address.',
  unknownDomain: 'Mail is not received for this domain yet. Add the domain first.',
  badDomain: 'This is not a domain name.',
  domainNotEmpty: 'Accounts or aliases still use this domain. Remove them first.',
  newPasswordQuestion: (address: string) => `Make a new password for ${address}?`,
  newPassword: 'Make a new password',
  ownRights: 'Nobody can take their own rights away.',
  found: (count: string) => (count === '1' ? '1 account' : `${count} accounts`),
};
export type AdminWords = typeof adminEn;
