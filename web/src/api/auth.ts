import { answer, api, narrowed } from './client';
import type { Me, Next, Role } from './types';

type Step = Promise<{ next: Next }>;

export const me = (): Promise<Me> => narrowed(api.GET('/me'));
export const signIn = (email: string, password: string): Step =>
  answer(api.POST('/auth/sign-in', { body: { email, password } }));
export const sendCode = (code: string): Step => answer(api.POST('/auth/totp', { body: { code } }));
export const setFirstPassword = (password: string): Step =>
  answer(api.POST('/auth/first-password', { body: { password } }));
export const forgot = (email: string) => answer(api.POST('/auth/forgot', { body: { email } }));
export const reset = (email: string, code: string, password: string) =>
  answer(api.POST('/auth/reset', { body: { email, code, password } }));
export const enrol = () => answer(api.POST('/auth/totp/enrol', { body: {} }));
export const verifyCode = (code: string): Step => answer(api.POST('/auth/totp/verify', { body: { code } }));
export const wear = (role: Role): Promise<Me> => narrowed(api.POST('/auth/role', { body: { role } }));
export const touch = () => answer(api.POST('/auth/touch', { body: {} }));
export const signOut = () => answer(api.POST('/auth/sign-out', { body: {} }));
