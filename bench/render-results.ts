export const renderResults = (_read: (name: string) => unknown): string => '';
