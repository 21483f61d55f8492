/** The account at the sandbox of this window: its token opens nothing but sample data. */
export const sandboxAccountId = 'sandbox';
