import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { answerOf, useApi } from '../api/client';
import { bookPath } from '../ui/path-id';

const KNOWN_FOR_MS = 60_000;

/** A book's name that leads to it; its id until the name is known. */
export function BookName({ bookId }: { readonly bookId: string }) {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ['book', bookId],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/v1/books/{bookId}', { params: { path: { bookId } }, signal })),
    staleTime: KNOWN_FOR_MS,
  });
  return (
    <Link to={bookPath(bookId)}>
      <bdi>{data?.name || bookId}</bdi>
    </Link>
  );
}
