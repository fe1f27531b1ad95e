import { request, api, requestAs } from './client';
import type { Me, SignInStep, Role } from './types';

type NextStep = Promise<{ next: SignInStep }>;

export const me = (): Promise<Me> => requestAs(api.GET('/me'));
export const signIn = (email: string, password: string): NextStep =>
  request(api.POST('/auth/sign-in', { body: { email, password, ask_first: true } }));
export const sendCode = (code: string): NextStep =>
  request(api.POST('/auth/totp', { body: { code, ask_first: true } }));
export const confirmSignIn = (): NextStep => request(api.POST('/auth/confirm', { body: {} }));
export const setFirstPassword = (password: string): NextStep =>
  request(api.POST('/auth/first-password', { body: { password } }));
export const forgot = (email: string) => request(api.POST('/auth/forgot', { body: { email } }));
export const reset = (email: string, code: string, password: string) =>
  request(api.POST('/auth/reset', { body: { email, code, password } }));
export const enrol = () => request(api.POST('/auth/totp/enrol', { body: {} }));
export const verifyCode = (code: string): NextStep => request(api.POST('/auth/totp/verify', { body: { code } }));
export const switchRole = (role: Role): Promise<Me> => requestAs(api.POST('/auth/role', { body: { role } }));
export const touch = () => request(api.POST('/auth/touch', { body: {} }));
export const signOut = () => request(api.POST('/auth/sign-out', { body: {} }));
