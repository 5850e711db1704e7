import { WireError } from '../errors.ts';
import { decodeMessage, type Mechanism } from './mechanism.ts';

/**
 * Name and password, each after a prompt: never standardised (draft-murchison-sasl-login), still what Outlook and many devices send.
 * The prompts are the ones clients compare with.
 */
export const login: Mechanism = {
  name: 'LOGIN',
  needs: 'privacy',
  begin(service, context) {
    let name: string | null = null;
    let isPrompted = false;
    return {
      async next(response) {
        if (response === null) {
          if (isPrompted) throw new WireError('A LOGIN response is missing');
          isPrompted = true;
          return { done: false, challenge: Buffer.from('Username:') };
        }
        isPrompted = true;
        const text = decodeMessage(response);
        if (text === '') throw new WireError('Empty LOGIN response');
        if (name === null) {
          name = text;
          return { done: false, challenge: Buffer.from('Password:') };
        }
        const account = await service.verifyPassword(name, text, context);
        return { done: true, account, finalData: null };
      },
    };
  },
};
